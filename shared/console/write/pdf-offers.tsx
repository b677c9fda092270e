import type { Build, ScriptCheck } from '../../client/types.ts';
import { type PdfOffer, pdfOffers, withPdf } from './with-pdf.ts';

type PdfOffersProps = {
  script: string;
  outputs: ScriptCheck['outputs'];
  build: Build | undefined;
  onScript: (script: string) => void;
};

/** Offers to save office files as PDFs too, which a browser shows. */
export function PdfOffers({ script, outputs, build, onScript }: PdfOffersProps) {
  if (build?.status !== 'succeeded') return null;
  const saved = new Set(build.files.map(({ name }) => name));
  const offers = pdfOffers(outputs).filter(
    ({ name, pdfName }) => saved.has(name) && !saved.has(pdfName),
  );
  if (offers.length === 0) return null;
  return (
    <div class="notice">
      <p>A browser cannot show {offers.map(({ name }) => name).join(', ')}.</p>
      <div class="row row-wrap">
        {offers.map((offer: PdfOffer) => (
          <button
            key={offer.name}
            type="button"
            class="button"
            onClick={() => onScript(withPdf(script, offer))}
          >
            Save {offer.pdfName} too, and run
          </button>
        ))}
      </div>
    </div>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { Loading } from '../parts/notice.tsx';
import { useSession } from '../parts/session.tsx';
import type { Editor } from './code-mirror.tsx';
import type { Finding } from './findings.ts';

type ScriptEditorProps = {
  /** The text at the start. What is typed comes out by `onChange`; it does not go back in. */
  text: string;
  /** A text to put in place of what is written; the same text again is another object. */
  replaceWith: { text: string } | undefined;
  findings: readonly Finding[];
  failedLine: number | null;
  /** A line to go to; the same line again is another object. */
  goTo: { line: number } | undefined;
  onChange: (text: string) => void;
  onRun: () => void;
};

/** The editor of scripts. Its code is loaded when it is first shown; without it, there is a plain text field. */
export function ScriptEditor(props: ScriptEditorProps) {
  const { text, replaceWith, findings, failedLine, goTo, onChange } = props;
  const place = useRef<HTMLDivElement>(null);
  const { editor, isMissing } = useEditor(place, props);
  useEffect(() => {
    if (replaceWith) editor?.setText(replaceWith.text);
  }, [editor, replaceWith]);
  useEffect(() => editor?.setFindings(findings), [editor, findings]);
  useEffect(() => editor?.setFailedLine(failedLine), [editor, failedLine]);
  useEffect(() => {
    if (goTo) editor?.goToLine(goTo.line);
  }, [editor, goTo]);
  if (isMissing) {
    return (
      <textarea
        class="textarea-code editor-plain"
        aria-label="Script"
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  return (
    <div class="editor">
      <div ref={place} />
      {!editor && <Loading what="the editor" />}
    </div>
  );
}

type Place = { current: HTMLElement | null };

function useEditor(place: Place, props: ScriptEditorProps) {
  const { nonce } = useSession();
  const [editor, setEditor] = useState<Editor>();
  const [isMissing, setMissing] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let opened: Editor | undefined;
    let isClosed = false;
    import('./code-mirror.tsx').then(
      ({ openEditor }) => {
        if (isClosed || !place.current) return;
        opened = openEditor({
          parent: place.current,
          text: latest.current.text,
          label: 'Script',
          nonce,
          onChange: (text) => latest.current.onChange(text),
          onRun: () => latest.current.onRun(),
        });
        setEditor(opened);
      },
      () => setMissing(true),
    );
    return () => {
      isClosed = true;
      opened?.close();
    };
  }, [nonce, place]);
  return { editor, isMissing };
}

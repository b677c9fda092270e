import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { editorTheme } from './editor-theme.tsx';
import { type Finding, rangeOf } from './findings.ts';

export type EditorOptions = {
  parent: HTMLElement;
  text: string;
  label: string;
  /** Permits the style sheet that the editor adds to the page. */
  nonce: string;
  onChange: (text: string) => void;
  /** Called for Ctrl+Enter, or Command+Enter on a Mac. */
  onRun: () => void;
};

export type Editor = {
  setText(text: string): void;
  /** Marks findings at their lines until they are replaced. */
  setFindings(findings: readonly Finding[]): void;
  /** Marks the line at which a build failed, until the text changes. */
  setFailedLine(line: number | null): void;
  goToLine(line: number): void;
  close(): void;
};

const failedLineEffect = StateEffect.define<number | null>();

/** The line at which the last build failed. */
const failedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged, state }) {
    const effect = effects.find((each) => each.is(failedLineEffect));
    if (!effect) return docChanged ? Decoration.none : marks;
    const line = effect.value as number | null;
    if (line === null || line > state.doc.lines) return Decoration.none;
    const mark = Decoration.line({ class: 'cm-failed-line' });
    return Decoration.set([mark.range(state.doc.line(line).from)]);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Tab moves to the next control, as everywhere in a page; new lines are indented by themselves. */
export function openEditor(options: EditorOptions): Editor {
  const { parent, text, label, nonce, onChange, onRun } = options;
  const run = () => {
    onRun();
    return true;
  };
  const runKey = { key: 'Mod-Enter', preventDefault: true, run };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        keymap.of([
          runKey,
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
        ]),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        highlightActiveLine(),
        lintGutter(),
        javascript(),
        failedLine,
        editorTheme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return editorOf(view);
}

function editorOf(view: EditorView): Editor {
  return {
    setText(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setFindings(findings) {
      const text = view.state.doc.toString();
      const diagnostics = findings.map((finding) => ({
        ...rangeOf(text, finding),
        severity: finding.severity,
        message: finding.detail,
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    setFailedLine: (line) => view.dispatch({ effects: failedLineEffect.of(line) }),
    goToLine(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    close: () => view.destroy(),
  };
}

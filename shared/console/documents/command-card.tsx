import { useId, useState } from 'preact/hooks';
import { FilesView } from '../files/files-view.tsx';
import { ConfirmButton } from '../parts/confirm.tsx';
import { Problem } from '../parts/notice.tsx';
import { useSession } from '../parts/session.tsx';
import type { OfferedCommand } from './commands.ts';
import { type CommandResult, sendCommand } from './send-command.ts';

type CommandCardProps = { command: OfferedCommand; documentKey: string };

/** One command: what it does, what it asks for, and what came of it. */
export function CommandCard({ command, documentKey }: CommandCardProps) {
  const { gateway } = useSession();
  const [asked, setAsked] = useState('');
  const [result, setResult] = useState<CommandResult>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { c, title, does, needsKey, asks } = command;
  const send = async () => {
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    await sendCommand(gateway, c, documentKey, asked).then(setResult, setError);
    setBusy(false);
  };
  const isReady = (!needsKey || documentKey !== '') && (asks !== 'title' || asked.trim() !== '');
  return (
    <li class="command">
      <div class="command-text">
        <h3>
          {title} <code class="muted small">{c}</code>
        </h3>
        <p class="small muted">{does}</p>
        {asks && <AskedField asks={asks} value={asked} onValue={setAsked} />}
      </div>
      <SendButton {...{ command, isReady, isBusy, isForAll: asked.trim() === '' }} onSend={send} />
      <div class="command-result" role="status">
        {result && <Result result={result} />}
      </div>
      {error !== undefined && <Problem error={error} />}
    </li>
  );
}

type SendProps = {
  command: OfferedCommand;
  isReady: boolean;
  isBusy: boolean;
  isForAll: boolean;
  onSend: () => void;
};

function SendButton({ command, isReady, isBusy, isForAll, onSend }: SendProps) {
  const { question, title, asks } = command;
  const label = isBusy ? 'Sending …' : 'Send';
  if (question) {
    const isEveryone = asks === 'users' && isForAll;
    return (
      <ConfirmButton
        label={label}
        about={title}
        title={isEveryone ? 'Disconnect everyone?' : question.title}
        action={question.action}
        disabled={!isReady || isBusy}
        onConfirm={onSend}
      >
        <p>{question.text}</p>
      </ConfirmButton>
    );
  }
  return (
    <button type="button" class="button" disabled={!isReady || isBusy} onClick={onSend}>
      {label}
      <span class="sr-only">: {title}</span>
    </button>
  );
}

type AskedProps = { asks: 'title' | 'users'; value: string; onValue: (value: string) => void };

function AskedField({ asks, value, onValue }: AskedProps) {
  const id = useId();
  return (
    <div class="field command-field">
      <label for={id} class="field-label">
        {asks === 'title' ? 'New title' : 'Ids of users'}
      </label>
      <input
        id={id}
        value={value}
        placeholder={asks === 'title' ? 'Order 42.docx' : 'Everyone'}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </div>
  );
}

function Result({ result }: { result: CommandResult }) {
  const { text, said, file } = result;
  return (
    <div class="notice notice-good">
      <p>{text}</p>
      {said !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre class="block-code" tabIndex={0}>
          {JSON.stringify(said, null, 2)}
        </pre>
      )}
      {file && <FilesView files={[file]} />}
    </div>
  );
}

import { type Options, Parser } from 'acorn';

/** The names that a scope declares. The parser has an array, in which it looks for each new name. */
class NameList {
  0?: string;
  private names: Set<string> | undefined;

  push(name: string): void {
    if (!this.names) {
      this.names = new Set();
      this[0] = name;
    }
    this.names.add(name);
  }

  indexOf(name: string): number {
    return this.names?.has(name) ? 0 : -1;
  }
}

type Scope = { var: NameList; lexical: NameList; functions: NameList };
type ParserOfScopes = new (
  options: Options,
  input: string,
) => { scopeStack: Scope[]; enterScope(flags: number): void };

/** The parser, in time that is proportional to the text also if a scope declares many thousands of names. */
export const ScriptParser = Parser.extend((base) => {
  const parser = class extends (base as unknown as ParserOfScopes) {
    override enterScope(flags: number) {
      super.enterScope(flags);
      const scope = this.scopeStack.at(-1);
      if (!scope) return;
      scope.var = new NameList();
      scope.lexical = new NameList();
      scope.functions = new NameList();
    }
  };
  return parser as unknown as typeof Parser;
});

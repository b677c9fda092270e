/** Every S3 key of the gateway's one bucket is made here. */
export const keys = {
  template: (name: string, suffix: 'docbuilder' | 'js') => `templates/${name}.${suffix}`,
  templateFile: (template: string, name: string) => `templates/${template}/${name}`,
  input: (tenant: string, path: string) => `inputs/${tenant}/${path}`,
  stagedFolder: (run: string) => `scripts/${run}/`,
  stagedScript: (run: string) => `scripts/${run}/script.docbuilder`,
  stagedArgument: (run: string) => `scripts/${run}/argument.json`,
  /** A list of the inputs' names and the objects they stand for. */
  stagedInputs: (run: string) => `scripts/${run}/inputs.json`,
  /** What the caller asked for, as long as a URL of it has still to be fetched. */
  stagedRequest: (run: string) => `scripts/${run}/request.json`,
  stagedInput: (run: string, index: number) => `scripts/${run}/inputs/${index}`,
  resultFolder: (tenant: string) => `results/${tenant}/`,
  result: (tenant: string, id: string, name: string) => `results/${tenant}/${id}/${name}`,
};

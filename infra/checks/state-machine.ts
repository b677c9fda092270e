import { createRequire } from 'node:module';
import { type Json, resourcesOf, textOf } from './template.ts';

type Validate = (
  definition: object,
  options: { checkArn: boolean; checkPaths: boolean },
) => { isValid: boolean; errorsText(separator: string): string };

/** The package has no types. */
const validate: Validate = createRequire(import.meta.url)('asl-validator');

/** What asl-validator finds wrong in the state machines of a template. */
export function invalidStates(template: Json): string[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(
    ([id, { Properties }]) => {
      const definition = JSON.parse(textOf(Properties.DefinitionString));
      // The names of functions are only known once they are deployed.
      const { isValid, errorsText } = validate(definition, { checkArn: false, checkPaths: true });
      return isValid ? [] : [`${id}: ${errorsText('; ')}`];
    },
  );
}

/**
 * Names that a `.keras` file keeps the weights of layers under: those of their classes, with a number where several are of one
 * class, whatever the layers are called (keras/src/saving/saving_lib.py). A
 * class that somebody registered is `package>Class`.
 */
export function placesOf(classNames: readonly string[]): string[] {
  const used = new Map<string, number>();
  return classNames.map((className) => {
    const name = toSnakeCase(className.slice(className.lastIndexOf('>') + 1));
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** Conv2DTranspose → conv2d_transpose, as Keras makes variable names of classes. */
const toSnakeCase = (name: string): string =>
  name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

// What a translation is, for the compiler: the keys and the placeholders of the English texts, no more and no fewer.

/** Texts with exactly the keys of others. */
export type Translation<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Translation<English[Key]>;
};

/** The names between the double braces of a text. */
type Placeholders<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** A catalogue itself where each text has the placeholders of the English one; what is missing or too many where not. */
export type SamePlaceholders<English, Own> = {
  readonly [Key in keyof Own]: Key extends keyof English
    ? Own[Key] extends string
      ? English[Key] extends string
        ? IsSame<Placeholders<English[Key]>, Placeholders<Own[Key]>> extends true
          ? Own[Key]
          : { readonly placeholders: Placeholders<English[Key]> }
        : never
      : SamePlaceholders<English[Key], Own[Key]>
    : never;
};

/** In the browser this stands in for the `Type` of `typebox`: the makers that the schemas of the desk use, and no others. */
import {
  Array as list,
  Boolean as yesNo,
  Enum,
  Integer,
  Literal,
  Object as object,
  Optional,
  Record as record,
  String as text,
  Union,
  Unknown,
} from 'typebox';

export const Type = {
  Array: list,
  Boolean: yesNo,
  Enum,
  Integer,
  Literal,
  Object: object,
  Optional,
  Record: record,
  String: text,
  Union,
  Unknown,
};

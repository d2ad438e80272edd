/**
 * Types of JSON values, as an operator has reviewed them: {@code types/booking@1.json} has a name
 * and a JSON Schema (draft 2020-12). Door: {@link org.bailiwick.node.valuetype.ValueType}.
 *
 * <p>Invariants: a schema is whole in its file and refers to nothing outside of it, so that nothing
 * is fetched; it has keywords of the standard only, so that a misspelt one widens nothing; what
 * cannot be evaluated within the bounds is not of the type.
 */
package org.bailiwick.node.valuetype;

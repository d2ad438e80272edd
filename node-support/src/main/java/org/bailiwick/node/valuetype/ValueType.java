package org.bailiwick.node.valuetype;

import java.util.Optional;

/** A type of values: its name, and the schema that its values have. */
public record ValueType(TypeName name, ValueSchema schema) {

  /**
   * Why a JSON text is no value of this type: the place in the schema that it does not satisfy,
   * such as {@code /properties/amount/type}, and never a part of the value; empty if it is one.
   */
  public Optional<String> fault(String json) {
    return schema.fault(json);
  }
}

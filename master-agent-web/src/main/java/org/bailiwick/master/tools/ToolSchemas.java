package org.bailiwick.master.tools;

import org.bailiwick.contract.capability.Capability;

/** Tells the form of the input of each capability. */
@FunctionalInterface
public interface ToolSchemas {

  /** Any object, for capabilities of which nothing is described. */
  ToolSchemas ANY_OBJECT = capability -> "{\"type\":\"object\"}";

  /** A JSON Schema whose type is {@code object}, as JSON text. */
  String inputOf(Capability capability);
}

package org.bailiwick.node.page;

import java.util.List;
import java.util.Map;

/**
 * A form of a page, which asks for the page itself with parameters.
 *
 * @param action what the button says
 * @param fixed parameters that are sent as they are
 */
public record PageForm(String action, Map<String, String> fixed, List<Field> fields) {

  public PageForm {
    fixed = Map.copyOf(fixed);
    fields = List.copyOf(fields);
  }

  /**
   * A field to fill in.
   *
   * @param name of the parameter
   * @param label what the field is called
   * @param hint how it is filled in
   * @param value what it has now; may be empty
   * @param choices the values of which one is chosen; empty for any text
   */
  public record Field(String name, String label, String hint, String value, List<String> choices) {}
}

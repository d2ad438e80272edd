package org.bailiwick.broker.input;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** All parts of the input that an operation uses. */
public final class InputMapping {
  private final boolean whole;
  private final Set<String> members;

  private InputMapping(boolean whole, Set<String> members) {
    this.whole = whole;
    this.members = members;
  }

  public static InputMapping of(Collection<InputPart> parts) {
    return new InputMapping(
        parts.stream().anyMatch(InputPart::isWhole),
        parts.stream()
            .map(InputPart::member)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * The input of a call.
   *
   * @throws BackEndFault input-json, or input-member-unknown
   */
  public JsonValue read(String json) {
    JsonValue input;
    try {
      input = StrictJson.value(json);
    } catch (ProblemException e) {
      throw BackEndFault.refused("input-json", e);
    }
    if (!whole
        && (!(input instanceof JsonObject object) || !members.containsAll(object.keySet()))) {
      throw BackEndFault.refused("input-member-unknown", null);
    }
    return input;
  }
}

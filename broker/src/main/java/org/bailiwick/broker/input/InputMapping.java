package org.bailiwick.broker.input;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** All parts of the input that an operation uses. */
public final class InputMapping {
  /** The member of a whole order that has the order's input. */
  private static final String INPUT = "input";

  private final boolean ofOrder;
  private final boolean whole;
  private final Set<String> members;

  private InputMapping(boolean ofOrder, boolean whole, Set<String> members) {
    this.ofOrder = ofOrder;
    this.whole = whole;
    this.members = members;
  }

  /** The mapping of an operation, which may take whole orders. */
  public static InputMapping of(AssetOperation operation, Collection<InputPart> parts) {
    boolean ofOrder = operation.takesOrder();
    List<List<String>> ways =
        parts.stream()
            .map(InputPart::way)
            .flatMap(Optional::stream)
            .filter(way -> !ofOrder || way.isEmpty() || way.getFirst().equals(INPUT))
            .map(way -> ofOrder && !way.isEmpty() ? way.subList(1, way.size()) : way)
            .toList();
    return new InputMapping(
        ofOrder,
        ways.stream().anyMatch(List::isEmpty),
        ways.stream()
            .filter(way -> !way.isEmpty())
            .map(List::getFirst)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * The input of a call. Outputs of earlier steps, which the Master Agent gives to each step, need
   * not be used.
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
    JsonValue sent = ofOrder ? input.asJsonObject().get(INPUT) : input;
    if (!whole && (!(sent instanceof JsonObject object) || !members.containsAll(object.keySet()))) {
      throw BackEndFault.refused("input-member-unknown", null);
    }
    return input;
  }
}

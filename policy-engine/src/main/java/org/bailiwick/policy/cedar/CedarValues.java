package org.bailiwick.policy.cedar;

import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts requests to Cedar's values, or throws {@link UnfitValueException}. */
public final class CedarValues {
  private CedarValues() {}

  /** Reports a value that Cedar cannot hold, or two values that contradict each other. */
  public static final class UnfitValueException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnfitValueException(String message) {
      super(message);
    }
  }

  /** The members of a map by their names. */
  public static Map<String, Value> members(Map<?, ?> map) throws UnfitValueException {
    Map<String, Value> values = new HashMap<>();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String name) || name.startsWith("__")) {
        throw new UnfitValueException("a map has a key that cannot be a member's name");
      }
      values.put(name, value(name, member.getValue()));
    }
    return values;
  }

  private static Value value(String name, Object object) throws UnfitValueException {
    return switch (object) {
      case String text -> new PrimString(text);
      case Boolean truth -> new PrimBool(truth);
      case Long number -> new PrimLong(number);
      case Integer number -> new PrimLong(number);
      case Set<?> set -> set(name, set);
      case Map<?, ?> map -> new CedarMap(members(map));
      case null -> throw new UnfitValueException(name + " is null");
      default -> throw new UnfitValueException(name + " has a type that Cedar does not have");
    };
  }

  private static Value set(String name, Set<?> set) throws UnfitValueException {
    List<Value> values = new ArrayList<>();
    for (Object element : set) {
      values.add(value(name, element));
    }
    return new CedarList(values);
  }
}

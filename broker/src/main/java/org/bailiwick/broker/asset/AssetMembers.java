package org.bailiwick.broker.asset;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads members of a JSON object of an asset file. Each fault is an {@link
 * IllegalArgumentException} that names the place and the member.
 */
public final class AssetMembers {
  private static final int MAX_TEXT = 10_000;

  private final String place;
  private final JsonObject object;

  private AssetMembers(String place, JsonObject object) {
    this.place = place;
    this.object = object;
  }

  /**
   * The members of an object, of which only these are allowed.
   *
   * @param place names the file and the place in it, for faults
   */
  public static AssetMembers of(String place, JsonObject object, Set<String> known) {
    Set<String> unknown = new TreeSet<>(object.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(place + ": unknown members " + unknown);
    }
    return new AssetMembers(place, object);
  }

  /** A fault of this object. */
  public IllegalArgumentException fault(String member, String rule) {
    return new IllegalArgumentException(place + ": " + member + " " + rule);
  }

  public String text(String member) {
    return optionalText(member).orElseThrow(() -> fault(member, "is missing"));
  }

  public Optional<String> optionalText(String member) {
    return Optional.ofNullable(object.get(member)).map(value -> text(member, value));
  }

  private String text(String member, JsonValue value) {
    if (value instanceof JsonString string
        && !string.getString().isBlank()
        && string.getString().length() <= MAX_TEXT) {
      return string.getString();
    }
    throw fault(member, "is not a text of at most " + MAX_TEXT + " characters");
  }

  /** The whole number of this member, or the usual one if there is none. */
  public int number(String member, int usual, int most) {
    JsonValue value = object.get(member);
    if (value == null) {
      return usual;
    }
    if (value instanceof JsonNumber number && number.isIntegral()) {
      long given = number.bigIntegerValue().min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue();
      if (given >= 1 && given <= most) {
        return (int) given;
      }
    }
    throw fault(member, "is not a whole number from 1 to " + most);
  }

  public Optional<Boolean> optionalTruth(String member) {
    return Optional.ofNullable(object.get(member))
        .map(
            value ->
                switch (value.getValueType()) {
                  case TRUE -> true;
                  case FALSE -> false;
                  default -> throw fault(member, "is not true or false");
                });
  }

  public JsonObject object(String member) {
    if (object.get(member) instanceof JsonObject found) {
      return found;
    }
    throw fault(member, "is not an object");
  }

  /** The objects of an array of at most {@code most}; none if there is no such member. */
  public List<JsonObject> objects(String member, int most) {
    return array(member, most).stream()
        .map(
            value -> {
              if (value instanceof JsonObject each) {
                return each;
              }
              throw fault(member, "has an element that is not an object");
            })
        .toList();
  }

  /** The texts of an array of at most {@code most}; none if there is no such member. */
  public List<String> texts(String member, int most) {
    return array(member, most).stream().map(value -> text(member, value)).toList();
  }

  private List<JsonValue> array(String member, int most) {
    JsonValue value = object.getOrDefault(member, JsonValue.EMPTY_JSON_ARRAY);
    if (value instanceof JsonArray array && array.size() <= most) {
      return List.copyOf(array);
    }
    throw fault(member, "is not an array of at most " + most + " elements");
  }
}

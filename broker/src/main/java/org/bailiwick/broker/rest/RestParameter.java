package org.bailiwick.broker.rest;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.input.InputPart;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.HeaderText;

/**
 * A parameter of an operation, and the part of the input that it gets.
 *
 * @param name in the path template, the query or the header
 */
record RestParameter(Place place, String name, InputPart part, Need need) {
  private static final int MOST = 100;
  private static final int MOST_ELEMENTS = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~\\[\\]$-]{1,100}");

  enum Place {
    PATH,
    QUERY,
    HEADER
  }

  enum Need {
    REQUIRED,
    OPTIONAL
  }

  static List<RestParameter> parse(String place, AssetMembers members) {
    Set<String> names = new HashSet<>();
    List<RestParameter> parameters = new ArrayList<>();
    for (JsonObject each : members.objects("parameters", MOST)) {
      RestParameter parameter = parse(place + ": parameters", each);
      if (!names.add(parameter.place() + parameter.name())) {
        throw members.fault("parameters", "has two of one name");
      }
      parameters.add(parameter);
    }
    return List.copyOf(parameters);
  }

  private static RestParameter parse(String place, JsonObject object) {
    AssetMembers members =
        AssetMembers.of(place, object, Set.of("in", "name", "from", "value", "optional"));
    Place in =
        switch (members.text("in")) {
          case "path" -> Place.PATH;
          case "query" -> Place.QUERY;
          case "header" -> Place.HEADER;
          default -> throw members.fault("in", "is not path, query or header");
        };
    String name = members.text("name");
    if (in == Place.HEADER ? !mayBeSet(name) : !NAME.matcher(name).matches()) {
      throw members.fault("name", "cannot be the name of such a parameter");
    }
    if (object.containsKey("from") == object.containsKey("value")) {
      throw members.fault("from", "or value is there, and not both");
    }
    InputPart part =
        object.containsKey("from")
            ? InputPart.parse(place + ": from", object.get("from"))
            : InputPart.parse(
                place, Json.createObjectBuilder().add("value", object.get("value")).build());
    boolean optional = members.optionalTruth("optional").orElse(false);
    if (optional && in == Place.PATH) {
      throw members.fault("optional", "is not for a parameter of the path");
    }
    return new RestParameter(in, name, part, optional ? Need.OPTIONAL : Need.REQUIRED);
  }

  /** Fields of credentials and of the message's form are not for inputs. */
  private static boolean mayBeSet(String name) {
    return HeaderText.isName(name)
        && !Set.of("authorization", "cookie", "content-type", "content-encoding", "accept")
            .contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The values in the input: more than one for an array in the query.
   *
   * @throws BackEndFault input-missing or input-type
   */
  List<String> values(JsonValue input) {
    Optional<JsonValue> value = part.in(input);
    if (value.isEmpty()) {
      if (need == Need.REQUIRED) {
        throw BackEndFault.refused("input-missing", null);
      }
      return List.of();
    }
    if (place == Place.QUERY && value.get() instanceof JsonArray array) {
      if (array.size() > MOST_ELEMENTS) {
        throw BackEndFault.refused("input-too-long", null);
      }
      return array.stream().map(InputPart::scalar).toList();
    }
    return List.of(InputPart.scalar(value.get()));
  }

  /** The request with this parameter, if it is one of the header. */
  BackEndRequest addTo(BackEndRequest request, JsonValue input) {
    BackEndRequest result = request;
    if (place == Place.HEADER) {
      for (String value : values(input)) {
        if (!HeaderText.isValue(value)) {
          throw BackEndFault.refused("input-header", null);
        }
        result = result.with(name, value);
      }
    }
    return result;
  }
}

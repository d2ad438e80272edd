package org.bailiwick.broker.credential;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetOperation;

/**
 * The scopes at the back end for each capability of the asset, so that a token can do what its call
 * is about and no more.
 */
final class ScopeTable {
  private static final int MOST = 50;

  /** A scope-token of RFC 6749 section 3.3. */
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");

  private final Map<String, List<String>> scopes;

  private ScopeTable(Map<String, List<String>> scopes) {
    this.scopes = scopes;
  }

  /**
   * The member {@code scopes} of the credential: an object with an array for each capability.
   *
   * @throws IllegalArgumentException if an operation is missing, or a name is none of an operation
   */
  static ScopeTable parse(Asset asset) {
    Map<String, List<String>> scopes = new HashMap<>();
    JsonValue given = asset.credential().get("scopes");
    if (given == null) {
      return new ScopeTable(scopes);
    }
    if (!(given instanceof JsonObject table)) {
      throw fault(asset, "is not an object");
    }
    List<String> capabilities =
        asset.operations().stream().map(each -> each.capability().toString()).toList();
    if (!table.keySet().equals(Set.copyOf(capabilities))) {
      throw fault(asset, "does not name the capabilities of all operations, and no other");
    }
    table.forEach((capability, value) -> scopes.put(capability, texts(asset, value)));
    return new ScopeTable(scopes);
  }

  private static List<String> texts(Asset asset, JsonValue value) {
    if (!(value instanceof JsonArray array) || array.isEmpty() || array.size() > MOST) {
      throw fault(asset, "has a member that is not an array of 1 to 50 scopes");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue each : array) {
      if (!(each instanceof JsonString text) || !SCOPE.matcher(text.getString()).matches()) {
        throw fault(asset, "has a scope that is none of RFC 6749");
      }
      texts.add(text.getString());
    }
    return List.copyOf(texts);
  }

  private static IllegalArgumentException fault(Asset asset, String rule) {
    return new IllegalArgumentException(CredentialMethods.place(asset) + ": scopes " + rule);
  }

  /** The scopes of the operation in one text; empty if the file names none. */
  String of(AssetOperation operation) {
    return scopes.getOrDefault(operation.capability().toString(), List.of()).stream()
        .collect(Collectors.joining(" "));
  }
}

package org.bailiwick.broker.asset;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** Reads what all asset files have in common; the kind of back end checks the rest. */
final class AssetFile {
  private static final int MOST_OPERATIONS = 500;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Set<String> RISKS = Set.of("low", "medium", "high");
  private static final Set<String> KNOWN =
      Set.of(
          "asset",
          "kind",
          "owner",
          "risk",
          "url",
          "tls",
          "limits",
          "roles",
          "credential",
          "operations",
          "options");

  private final String place;

  private AssetFile(String place) {
    this.place = place;
  }

  /** The asset that this text describes; {@code place} names the file in faults. */
  static Asset parse(String place, byte[] json) {
    return new AssetFile(place).asset(json);
  }

  private Asset asset(byte[] json) {
    JsonObject file = object(json);
    AssetMembers members = AssetMembers.of(place, file, KNOWN);
    String name = members.text("asset");
    if (!NAME.matcher(name).matches()) {
      throw members.fault("asset", "is not a name of a-z, 0-9 and -");
    }
    AssetKind kind =
        AssetKind.find(members.text("kind"))
            .orElseThrow(() -> members.fault("kind", "is not database, tool, api or directory"));
    String risk = members.text("risk");
    if (!RISKS.contains(risk)) {
      throw members.fault("risk", "is not low, medium or high");
    }
    JsonObject credential = members.object("credential");
    if (credential.getString("method", "").isBlank()) {
      throw members.fault("credential", "has no method");
    }
    return new Asset(
        name,
        kind,
        members.text("owner"),
        risk,
        url(members),
        credential,
        operations(members),
        file);
  }

  private JsonObject object(byte[] json) {
    try {
      return StrictJson.object(json);
    } catch (ProblemException e) {
      throw new IllegalArgumentException(place + ": " + e.detail(), e);
    }
  }

  /** User information in a URL would be a secret in a file. */
  private static URI url(AssetMembers members) {
    try {
      URI url = new URI(members.text("url"));
      if (url.isAbsolute() && url.getRawUserInfo() == null && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException ignored) {
      // refused below
    }
    throw members.fault("url", "is not an absolute URL without user information and fragment");
  }

  private List<AssetOperation> operations(AssetMembers members) {
    List<AssetOperation> operations =
        members.objects("operations", MOST_OPERATIONS).stream().map(this::operation).toList();
    if (operations.isEmpty()) {
      throw members.fault("operations", "has no element");
    }
    return operations;
  }

  private AssetOperation operation(JsonObject members) {
    if (members.containsKey(AssetOperation.TAKES)
        && !members.getString(AssetOperation.TAKES, "").equals(AssetOperation.ORDER)) {
      throw new IllegalArgumentException(place + ": takes is not order");
    }
    JsonValue capability = members.get("capability");
    try {
      return new AssetOperation(Capability.parse(members.getString("capability", "")), members);
    } catch (ProblemException e) {
      throw new IllegalArgumentException(
          place + ": an operation has no capability in canonical form: " + capability, e);
    }
  }
}

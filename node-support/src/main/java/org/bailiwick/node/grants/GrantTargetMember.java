package org.bailiwick.node.grants;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.node.outbound.Origin;

/** Reads the member {@code grants_to} of a partner's description. */
public final class GrantTargetMember {

  private static final String AUDIENCE = "audience";
  private static final String SCOPES = "scopes";
  private static final String CLIENTS = "clients";
  private static final String SUBJECTS = "subjects";
  private static final String RESOURCES = "resources";
  private static final Set<String> MEMBERS = Set.of(AUDIENCE, SCOPES, CLIENTS, SUBJECTS, RESOURCES);

  /** One word of a scope (RFC 6749 section 3.3). */
  private static final Pattern SCOPE_WORD = Pattern.compile("[!#-\\[\\]-~]{1,255}");

  private GrantTargetMember() {}

  /**
   * The target, if the description has one.
   *
   * @throws IOException saying what is wrong with it; an exception of JSON or of a parser for a
   *     member that is missing or of the wrong form
   */
  public static Optional<GrantTarget> read(JsonObject partner) throws IOException {
    if (!partner.containsKey("grants_to")) {
      return Optional.empty();
    }
    JsonObject target = partner.getJsonObject("grants_to");
    if (!MEMBERS.containsAll(target.keySet())) {
      throw new IOException("grants_to has an unknown member");
    }
    Map<Capability, String> scopes = scopes(target);
    if (scopes.isEmpty()) {
      throw new IOException("grants_to has no scopes");
    }
    Set<String> resources = new HashSet<>();
    if (target.containsKey(RESOURCES)) {
      for (JsonString each : target.getJsonArray(RESOURCES).getValuesAs(JsonString.class)) {
        resources.add(each.getString());
      }
    }
    return Optional.of(
        new GrantTarget(
            issuer(target.getString(AUDIENCE)),
            scopes,
            texts(target, CLIENTS),
            texts(target, SUBJECTS),
            resources));
  }

  /** RFC 8414 section 2: https, without query and fragment. */
  private static String issuer(String text) throws IOException {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IOException("the audience of grants_to is not an issuer id");
    }
    return text;
  }

  private static Map<Capability, String> scopes(JsonObject target) throws IOException {
    Map<Capability, String> scopes = new HashMap<>();
    for (Map.Entry<String, String> each : texts(target, SCOPES).entrySet()) {
      if (!SCOPE_WORD.matcher(each.getValue()).matches()) {
        throw new IOException("a scope of grants_to is not one word");
      }
      scopes.put(Capability.parse(each.getKey()), each.getValue());
    }
    return scopes;
  }

  private static Map<String, String> texts(JsonObject target, String member) {
    Map<String, String> texts = new HashMap<>();
    if (target.containsKey(member)) {
      target
          .getJsonObject(member)
          .forEach((name, value) -> texts.put(name, ((JsonString) value).getString()));
    }
    return texts;
  }
}

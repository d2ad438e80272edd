package org.bailiwick.broker.credential;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.HeaderText;

/**
 * How the back end is told on whose behalf a call is made: the identity of the verified Txn-Token
 * in the back end's own form, by a table of the asset file. Without a table the text is taken as it
 * is if it has letters, digits and {@code . _ : / -} only; one with {@code @}, which could name
 * another realm, a line break or a quote is refused and never cleaned (threat 59).
 */
final class ActingIdentity {
  private static final int MOST_NAMES = 10_000;
  private static final Pattern AS_IT_IS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}");

  private enum Source {
    SUBJECT,
    REQUESTER
  }

  private final Source source;
  private final Optional<Map<String, String>> names;
  private final Optional<String> header;

  private ActingIdentity(
      Source source, Optional<Map<String, String>> names, Optional<String> header) {
    this.source = source;
    this.names = names;
    this.header = header;
  }

  /** The member {@code identity} of the credential, if it has one. */
  static Optional<ActingIdentity> parse(Asset asset) {
    if (!asset.credential().containsKey("identity")) {
      return Optional.empty();
    }
    String place = CredentialMethods.place(asset);
    if (!(asset.credential().get("identity") instanceof JsonObject object)) {
      throw new IllegalArgumentException(place + ": identity is not an object");
    }
    AssetMembers members =
        AssetMembers.of(place + ".identity", object, Set.of("from", "names", "header"));
    Source source =
        switch (members.text("from")) {
          case "subject" -> Source.SUBJECT;
          case "requester" -> Source.REQUESTER;
          default -> throw members.fault("from", "is not subject or requester");
        };
    Optional<String> header = members.optionalText("header");
    if (header.filter(name -> !HeaderText.isName(name)).isPresent()) {
      throw members.fault("header", "is not the name of a field that may be set");
    }
    Optional<Map<String, String>> names =
        object.containsKey("names")
            ? Optional.of(names(members, members.object("names")))
            : Optional.empty();
    return Optional.of(new ActingIdentity(source, names, header));
  }

  private static Map<String, String> names(AssetMembers members, JsonObject table) {
    if (table.size() > MOST_NAMES) {
      throw members.fault("names", "has more than " + MOST_NAMES + " members");
    }
    Map<String, String> names = new TreeMap<>();
    table.forEach(
        (from, to) -> {
          if (!(to instanceof JsonString text) || !HeaderText.isValue(text.getString())) {
            throw members.fault("names", "has a value that is not visible ASCII");
          }
          names.put(from, text.getString());
        });
    return Map.copyOf(names);
  }

  Optional<String> header() {
    return header;
  }

  /**
   * The name at the back end.
   *
   * @throws BackEndFault identity-not-mapped or identity-refused
   */
  String of(TokenFacts token) {
    String text =
        switch (source) {
          case SUBJECT -> token.subject();
          case REQUESTER -> token.requester().toString();
        };
    if (names.isPresent()) {
      return Optional.ofNullable(names.get().get(text))
          .orElseThrow(() -> BackEndFault.refused("identity-not-mapped", null));
    }
    if (!AS_IT_IS.matcher(text).matches()) {
      throw BackEndFault.refused("identity-refused", null);
    }
    return text;
  }
}

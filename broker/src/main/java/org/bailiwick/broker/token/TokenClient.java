package org.bailiwick.broker.token;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.outbound.HeaderText;

/**
 * How the broker is known to an authorization server.
 *
 * @param secret the name of the client's secret, for the methods that have one
 * @param audience of assertions for {@code private_key_jwt}: the server's issuer, or its token
 *     endpoint if empty
 */
record TokenClient(
    String id, Authentication authentication, Optional<String> secret, Optional<String> audience) {

  /** Methods of client authentication by the names of OpenID Connect Core section 9. */
  enum Authentication {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    /** A JWT signed by the key of the broker's credential (RFC 7523 section 2.2). */
    PRIVATE_KEY_JWT
  }

  static TokenClient parse(AssetMembers members) {
    String id = members.text("client_id");
    if (!HeaderText.isValue(id)) {
      throw members.fault("client_id", "is not visible ASCII");
    }
    String name = members.optionalText("client_authentication").orElse("client_secret_basic");
    Authentication authentication =
        Arrays.stream(Authentication.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst()
            .orElseThrow(() -> members.fault("client_authentication", "is not a known method"));
    Optional<String> secret = members.optionalText("secret");
    if (secret.isPresent() == (authentication == Authentication.PRIVATE_KEY_JWT)) {
      throw members.fault("secret", "is for client_secret_basic and client_secret_post");
    }
    return new TokenClient(id, authentication, secret, members.optionalText("issuer"));
  }
}

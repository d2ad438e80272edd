package org.bailiwick.broker.credential;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.backend.SecretSource;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.HeaderText;

/**
 * A static secret in a field of each request: an API key, or a user name and password (RFC 7617).
 * The secret is read for each request and overwritten; the text of the field is collected with the
 * request, since Java's HTTP client takes texts.
 */
final class SecretHeader implements CredentialMethod {
  static final Set<String> API_KEY = Set.of("secret", "header", "prefix");
  static final Set<String> PASSWORD = Set.of("secret", "user");

  private final String header;
  private final String secret;
  private final CredentialUse use;
  private final Form form;

  /** How a field is made of a secret. */
  private interface Form {
    String field(byte[] secret, SentSecrets sent);
  }

  private SecretHeader(String header, String secret, CredentialUse use, Form form) {
    this.header = header;
    this.secret = secret;
    this.use = use;
    this.form = form;
  }

  static SecretHeader apiKey(AssetMembers members) {
    String header = members.text("header");
    if (!HeaderText.isName(header)) {
      throw members.fault("header", "is not the name of a field that may be set");
    }
    String prefix = members.optionalText("prefix").orElse("");
    if (!prefix.isEmpty() && !HeaderText.isValue(prefix.strip())) {
      throw members.fault("prefix", "is not visible ASCII");
    }
    String secret = members.text("secret");
    return new SecretHeader(
        header,
        secret,
        new CredentialUse("api-key", "secret " + secret, Optional.empty()),
        (octets, sent) -> {
          String key = ascii(octets);
          sent.add(key);
          return prefix + key;
        });
  }

  static SecretHeader password(AssetMembers members) {
    String user = members.text("user");
    if (user.indexOf(':') >= 0 || !HeaderText.isValue(user)) {
      throw members.fault("user", "is not visible ASCII without a colon");
    }
    return new SecretHeader(
        "Authorization",
        members.text("secret"),
        new CredentialUse("password", user, Optional.empty()),
        (octets, sent) -> "Basic " + basic(user, octets, sent));
  }

  /** The credentials of RFC 7617 section 2, of octets in UTF-8. */
  private static String basic(String user, byte[] password, SentSecrets sent) {
    byte[] name = (user + ":").getBytes(StandardCharsets.US_ASCII);
    byte[] joined = Arrays.copyOf(name, name.length + password.length);
    try {
      System.arraycopy(password, 0, joined, name.length, password.length);
      String encoded = Base64.getEncoder().encodeToString(joined);
      sent.add(encoded);
      sent.add(new String(password, StandardCharsets.UTF_8));
      return encoded;
    } finally {
      Arrays.fill(joined, (byte) 0);
    }
  }

  private static String ascii(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    if (!HeaderText.isValue(text)) {
      throw BackEndFault.refused("secret-not-a-field", null);
    }
    return text;
  }

  @Override
  public BackEndAuthentication open(BackEndTools tools) {
    return call -> new Ready(tools.secrets());
  }

  private final class Ready implements CallCredential {
    private final SecretSource secrets;

    Ready(SecretSource secrets) {
      this.secrets = secrets;
    }

    @Override
    public CredentialUse use() {
      return use;
    }

    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      return secrets.use(secret, octets -> request.with(header, form.field(octets, sent)));
    }
  }
}

package org.bailiwick.node.hsm.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes provider instances from one configuration file, each with a name of its own, because an
 * instance that lost its session cannot be repaired. Instances are not registered with {@link
 * Security}, so that nothing else in the process finds them.
 */
public final class SunPkcs11 {

  private static final Pattern NAME =
      Pattern.compile("^[ \\t]*name[ \\t]*=[ \\t]*(\\S+)[ \\t]*$", Pattern.MULTILINE);

  /** A slot by its number. SunPKCS11 also takes an index, which moves when a token is added. */
  private static final Pattern SLOT =
      Pattern.compile(
          "^[ \\t]*slot[ \\t]*=[ \\t]*(0x[0-9A-Fa-f]+|\\d+)[ \\t]*$", Pattern.MULTILINE);

  private static final Pattern INDEX =
      Pattern.compile("^[ \\t]*slotListIndex\\b", Pattern.MULTILINE);

  /**
   * Lines that SunPKCS11 does not know: they name the token by label or serial instead of a slot.
   */
  private static final Pattern LABEL = line("tokenLabel");

  private static final Pattern SERIAL = line("tokenSerial");
  private static final Pattern LIBRARY = line("library");

  private static final AtomicLong INSTANCES = new AtomicLong();

  /**
   * The attributes of a generated private key: it signs, and never leaves this token (PKCS#11 4.9).
   */
  private static final String NEW_KEY =
      """
      attributes(generate, CKO_PRIVATE_KEY, *) = {
        CKA_TOKEN = true
        CKA_PRIVATE = true
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_SIGN = true
        CKA_SIGN_RECOVER = false
        CKA_DECRYPT = false
        CKA_UNWRAP = false
        CKA_DERIVE = false
        CKA_LABEL = 0h%1$s
        CKA_ID = 0h%1$s
      }
      """;

  /**
   * The attributes of a generated AES key: it encrypts and decrypts, and never leaves this token.
   */
  private static final String NEW_SECRET_KEY =
      """
      attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
        CKA_TOKEN = true
        CKA_PRIVATE = true
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_ENCRYPT = true
        CKA_DECRYPT = true
        CKA_SIGN = false
        CKA_VERIFY = false
        CKA_WRAP = false
        CKA_UNWRAP = false
        CKA_DERIVE = false
        CKA_LABEL = 0h%1$s
        CKA_ID = 0h%1$s
      }
      """;

  /** Makes a logout end the sessions, which otherwise keep the provider in memory. */
  private static final String END_WITH_LOGOUT = "destroyTokenAfterLogout = true\n";

  private final Path file;
  private final String text;
  private final TokenSlots.TokenId tokenId;

  private SunPkcs11(Path file, String text, TokenSlots.TokenId tokenId) {
    this.file = file;
    this.text = text;
    this.tokenId = tokenId;
  }

  private static Pattern line(String key) {
    return Pattern.compile("^[ \\t]*" + key + "[ \\t]*=[ \\t]*(\\S.*?)[ \\t]*$", Pattern.MULTILINE);
  }

  private static Optional<String> value(Pattern line, String text) {
    return line.matcher(text).results().map(match -> match.group(1)).findFirst();
  }

  public static SunPkcs11 read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("PKCS#11 configuration " + file + " can't be read", e);
    }
    if (!NAME.matcher(text).find()) {
      throw new IllegalStateException("PKCS#11 configuration " + file + " has no line 'name = …'");
    }
    TokenSlots.TokenId tokenId = new TokenSlots.TokenId(value(LABEL, text), value(SERIAL, text));
    if (SLOT.matcher(text).find() != tokenId.isNone() || INDEX.matcher(text).find()) {
      throw new IllegalStateException(
          "PKCS#11 configuration %s must name its token, 'tokenLabel = …' or 'tokenSerial = …', or"
                  .formatted(file)
              + " its slot by number, 'slot = …', and not both: an index into the slot list moves"
              + " when a token is added, and the PIN would be tried on another token");
    }
    String bare = SERIAL.matcher(LABEL.matcher(text).replaceAll("")).replaceAll("");
    return new SunPkcs11(file, bare, tokenId);
  }

  /** An instance for keys that exist. */
  public Provider instance() throws TokenFailure {
    return configure("");
  }

  /** An instance whose key generators make token keys of this label and id. */
  public Provider instanceFor(String newKeyLabel) throws TokenFailure {
    byte[] label = newKeyLabel.getBytes(StandardCharsets.UTF_8);
    return configure((NEW_KEY + NEW_SECRET_KEY).formatted(HexFormat.of().formatHex(label)));
  }

  private Provider configure(String addition) throws TokenFailure {
    Matcher name = NAME.matcher(text);
    String renamed =
        name.replaceFirst(match -> "name = " + match.group(1) + "-" + INSTANCES.incrementAndGet());
    // The token may be in another slot after a loss.
    String slot =
        tokenId.isNone()
            ? ""
            : "slot = " + TokenSlots.find(value(LIBRARY, text).orElse(""), tokenId) + "\n";
    Provider base = Security.getProvider("SunPKCS11");
    if (base == null) {
      throw new IllegalStateException("this Java has no SunPKCS11 provider");
    }
    try {
      // "--" means that the argument is the configuration itself, not a file's name.
      Provider provider = base.configure("--" + renamed + "\n" + slot + END_WITH_LOGOUT + addition);
      if (provider.getService("KeyStore", "PKCS11") == null) {
        throw new TokenFailure(
            TokenFailure.Kind.SESSION_LOST, "no token is in the slot that " + file + " names");
      }
      return provider;
    } catch (ProviderException e) {
      throw TokenFailure.of(e);
    }
  }
}

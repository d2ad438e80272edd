package org.bailiwick.client.tpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.AtomicFile;

/**
 * A P-256 key made in a TPM, wrapped by the storage key of the owner hierarchy. Its file in the
 * folder, {@code key.tpm}, has three lines: the TCTI, and in base64 the public and the wrapped
 * private part as tpm2-tools write them.
 */
public final class TpmKey implements AgentKey {
  public static final String FILE = "key.tpm";

  /** Makes the storage key, which is always the same, because the TPM derives it from one seed. */
  static final String MAKE_STORAGE_KEY = "tpm2_createprimary -Q -C o -G ecc256 -c srk.ctx";

  private static final String MAKE_KEY =
      "tpm2_create -Q -C srk.ctx -G ecc256:ecdsa-sha256:null -u new.pub -r new.priv"
          + " -a fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign";

  private final KeyPair pair;
  private final String text;

  private TpmKey(KeyPair pair, String text) {
    this.pair = pair;
    this.text = text;
  }

  public static TpmKey generate(TpmSettings settings) {
    try (TpmSession session = new TpmSession(settings.tcti())) {
      session.run(MAKE_STORAGE_KEY);
      session.run(MAKE_KEY);
      session.run("tpm2_load -Q -C srk.ctx -u new.pub -r new.priv -c new.ctx");
      session.run("tpm2_readpublic -Q -c new.ctx -f der -o new.der");
      Base64.Encoder base64 = Base64.getEncoder();
      String text =
          "%s\n%s\n%s\n"
              .formatted(
                  settings.tcti().orElse(""),
                  base64.encodeToString(session.read("new.pub")),
                  base64.encodeToString(session.read("new.priv")));
      PublicKey publicKey =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(session.read("new.der")));
      return new TpmKey(new KeyPair(publicKey, privateKey(text, publicKey)), text);
    } catch (GeneralSecurityException e) {
      throw TpmSession.refused("tpm-key", "The TPM's key cannot be read", e);
    }
  }

  /** Opens a folder's key; {@code publicKey} is from the folder's certificate. */
  public static PrivateKey open(Path folder, PublicKey publicKey) {
    try {
      return privateKey(Files.readString(folder.resolve(FILE)), publicKey);
    } catch (IOException e) {
      throw TpmSession.refused("tpm-key", folder.resolve(FILE) + " cannot be read", e);
    }
  }

  private static PrivateKey privateKey(String text, PublicKey publicKey) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 3 || !(publicKey instanceof ECPublicKey ec)) {
      throw TpmSession.refused("tpm-key", FILE + " is not a TPM key's file", null);
    }
    TpmSignature.install();
    Optional<String> tcti = Optional.of(lines[0]).filter(line -> !line.isEmpty());
    Base64.Decoder base64 = Base64.getDecoder();
    return new TpmPrivateKey(
        tcti, base64.decode(lines[1]), base64.decode(lines[2]), ec.getParams());
  }

  @Override
  public KeyPair pair() {
    return pair;
  }

  @Override
  public void keepIn(Path folder) throws IOException {
    AtomicFile.secret(folder.resolve(FILE), text);
  }
}

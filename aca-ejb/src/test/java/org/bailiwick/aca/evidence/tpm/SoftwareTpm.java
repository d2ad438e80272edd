package org.bailiwick.aca.evidence.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.credential.Pem;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** A running swtpm, told what to do by tpm2-tools with the demo's own functions. */
public final class SoftwareTpm implements AutoCloseable {

  private static final Path LIB = Path.of("../demo/lib").toAbsolutePath().normalize();
  private static final long LIMIT_SECONDS = 60;

  final Path vendor;
  final Path folder;

  /** A TPM of a vendor that is made if it is not there yet; {@code kind} rsa or ecc. */
  public SoftwareTpm(Path vendor, Path folder, String kind) {
    this.vendor = vendor;
    this.folder = folder;
    shell("[ -d \"$V\" ] || tpm_vendor_make \"$V\"; tpm_make \"$V\" \"$F\" " + kind);
    shell("tpm_agent_key_make \"$F\" agent");
  }

  public List<byte[]> chain() {
    return List.of(read("ek.der"), encoded(folder.resolve("issuer.pem")));
  }

  public PublicKey agentKey(String name) {
    String text = new String(read(name + ".pem"), StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]*-----", ""));
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] read(String file) {
    try {
      return Files.readAllBytes(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a challenge; the secret in base64url. */
  public String activate(ActivationChallenge challenge) {
    return shell(
        "tpm_activate \"$F\" "
            + text(challenge.credentialBlob().bytes())
            + " "
            + text(challenge.encryptedSecret().bytes()));
  }

  /** The members of evidence about this key, for this nonce. */
  public Map<String, Object> evidence(String key, String nonce, String activation) {
    String value =
        shell(
            "tpm_certify \"$F\" %1$s '%2$s'; tpm_quote \"$F\" '%2$s' 0,1,7; tpm_evidence \"$F\" %1$s '%3$s'"
                .formatted(key, nonce, activation));
    try {
      return new HashMap<>(
          JsonUtil.parseJson(
              new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8)));
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String text(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** The functions write what they do into the log, so that only their result comes back. */
  String shell(String command) {
    try {
      Path log = Files.createTempFile("tpm", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              "bash",
              "-euo",
              "pipefail",
              "-c",
              "for part in jose device tpm; do . \"$LIB/$part.sh\"; done; " + command);
      builder
          .environment()
          .putAll(Map.of("LIB", LIB.toString(), "V", vendor.toString(), "F", folder.toString()));
      Path output = Files.createTempFile("tpm", ".out");
      Process process = builder.redirectError(log.toFile()).redirectOutput(output.toFile()).start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " failed: " + Files.readString(log));
      }
      String text = Files.readString(output);
      Files.delete(log);
      Files.delete(output);
      return text.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    shell("tpm_stop \"$F\"");
  }

  private static byte[] encoded(Path pem) {
    try {
      return Pem.certificates(Files.readAllBytes(pem)).getFirst().getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

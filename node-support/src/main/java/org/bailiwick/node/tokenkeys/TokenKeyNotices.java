package org.bailiwick.node.tokenkeys;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.log.StructuredLog;

/**
 * Adds the new token signing keys that later ceremonies announce by notices in a folder of the node
 * (docs/ceremony.md). A notice names a key by label and thumbprint, and the node's HSM token must
 * hold that key. A faulty notice is logged once and changes nothing.
 */
public final class TokenKeyNotices {

  private static final StructuredLog LOG = StructuredLog.of(TokenKeyNotices.class);

  private final Optional<Path> folder;
  private final Pkcs11Token token;
  private final TokenKeys keys;

  /** Faults by file, so that each is logged once. */
  private final Map<Path, String> faults = new HashMap<>();

  public TokenKeyNotices(Optional<Path> folder, Pkcs11Token token, TokenKeys keys) {
    this.folder = folder;
    this.token = token;
    this.keys = keys;
  }

  /** The keys, with those of the notices so far. */
  public TokenKeys keys() {
    return keys;
  }

  /** The content of a notice. */
  private record Notice(String label, String thumbprint, Instant inService) {}

  /** Reads new notices; called regularly, and before the first token is signed. */
  public synchronized void follow() {
    for (Path file : files()) {
      try {
        take(read(file));
        faults.remove(file);
      } catch (IOException
          | ClassCastException
          | NullPointerException
          | DateTimeException
          | IllegalArgumentException
          | ProblemException notTaken) {
        logOnce(file, notTaken);
      }
    }
  }

  private void logOnce(Path file, Exception fault) {
    String reason = String.valueOf(fault.getMessage());
    if (!reason.equals(faults.put(file, reason))) {
      LOG.warn("token-key.not-taken", Map.of("file", file.toString(), "reason", reason));
    }
  }

  private void take(Notice notice) {
    if (keys.has(notice.label())) {
      return;
    }
    if (!token.holds(notice.label())) {
      token.reread(); // the key may be newer than the login
    }
    SigningKey key = token.key(notice.label());
    if (!(key.publicKey() instanceof ECPublicKey ec)
        || !PublicJwk.thumbprint(ec).equals(notice.thumbprint())) {
      throw new IllegalArgumentException("the HSM token holds another key of this label");
    }
    keys.succeed(key, notice.inService());
    LOG.info(
        "token-key.taken-over",
        Map.of("key", notice.label(), "in_service", notice.inService().toString()));
  }

  private static Notice read(Path file) throws IOException {
    JsonObject json = StrictJson.object(Files.readAllBytes(file));
    return new Notice(
        json.getString("label"),
        json.getString("jwk_thumbprint"),
        Instant.parse(json.getString("in_service")));
  }

  private List<Path> files() {
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException unreadable) {
      logOnce(folder.get(), unreadable);
      return List.of();
    }
  }
}

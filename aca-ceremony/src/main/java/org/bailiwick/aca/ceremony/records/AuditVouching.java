package org.bailiwick.aca.ceremony.records;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;

/**
 * A new audit key's statement on the previous audit key and on every earlier record. With it, a
 * token that holds only the new key is enough to recognise the authority's records, and a record
 * that the old key signs later is not accepted.
 *
 * @param before RFC 7638 thumbprint of the previous key
 * @param records digest (SHA-256, hex) of each record by the name of its file
 */
record AuditVouching(String before, Map<String, String> records) {

  private static final String TYPE = "audit-succession+jwt";

  /** The statement on the records in a folder. */
  static AuditVouching of(PublicKey before, Path folder) {
    Map<String, String> records = new TreeMap<>();
    records.put(CeremonyRecord.FILE, digest(folder.resolve(CeremonyRecord.FILE)));
    Stream.concat(CeremonyRecord.laterFiles(folder).stream(), RootCrlRecord.files(folder).stream())
        .forEach(file -> records.put(file.getFileName().toString(), digest(file)));
    return new AuditVouching(PublicJwk.thumbprint(before), records);
  }

  /** Whether the statement covers this file. */
  boolean covers(Path file) {
    return digest(file).equals(records.get(file.getFileName().toString()));
  }

  /** The statement as a compact JWS; the signer has the new key. */
  String signed(JwsSigner signer) {
    JsonObjectBuilder digests = Json.createObjectBuilder();
    records.forEach(digests::add);
    return signer.sign(
        TYPE,
        Json.createObjectBuilder().add("jwk_thumbprint", before).add("records", digests).build());
  }

  /** The statement, if this key signed it; otherwise empty. */
  static Optional<AuditVouching> read(String compact, PublicKey key) {
    return SignedStatement.payload(compact, TYPE, key).flatMap(AuditVouching::parsed);
  }

  private static Optional<AuditVouching> parsed(String payload) {
    try (JsonReader reader = Json.createReader(new StringReader(payload))) {
      JsonObject json = reader.readObject();
      Map<String, String> records =
          json.getJsonObject("records").entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, one -> ((JsonString) one.getValue()).getString()));
      return Optional.of(new AuditVouching(json.getString("jwk_thumbprint"), records));
    } catch (JsonException | NullPointerException | ClassCastException malformed) {
      return Optional.empty();
    }
  }

  private static String digest(Path file) {
    return Files.exists(file) ? CeremonyRecord.digest(file) : "";
  }
}

package org.bailiwick.aca.ceremony.records;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Circumstances;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.SignedStatement;

/**
 * Writes and reads a record as a compact JWS of JSON (docs/ceremony.md lists the members). The
 * member {@code previous_sha256} holds the digest of the first ceremony's record.
 */
final class RecordFormat {

  static final String TYPE = "ceremony-record+jwt";
  private static final int VERSION = 1;

  private RecordFormat() {}

  static String signed(CeremonyRecord record, JwsSigner signer) {
    return signer.sign(TYPE, json(record));
  }

  static CeremonyRecord verified(String compact, PublicKey auditKey) {
    return read(
        SignedStatement.payload(compact, TYPE, auditKey)
            .orElseThrow(
                () ->
                    new CeremonyException(
                        "The ceremony record is not signed by the token's audit key")));
  }

  /** The audit key that the record names. Nothing is verified. */
  static PublicKey claimedAuditKey(String compact) {
    String payload =
        CompactJws.read(compact)
            .flatMap(CompactJws::payload)
            .orElseThrow(() -> new CeremonyException("The ceremony record is not a compact JWS"));
    return read(payload).key(KeyUse.AUDIT).publicKey();
  }

  private static CeremonyRecord read(String payload) {
    try {
      return parsed(payload);
    } catch (GeneralSecurityException | JsonException e) {
      throw new CeremonyException("The ceremony record can't be read", e);
    } catch (ProblemException | IllegalArgumentException | NullPointerException e) {
      throw new CeremonyException(
          "The ceremony record lacks a member or has one of a wrong form", e);
    }
  }

  private static JsonObject json(CeremonyRecord record) {
    Circumstances circumstances = record.circumstances();
    JsonObjectBuilder software = Json.createObjectBuilder();
    new TreeMap<>(circumstances.software()).forEach(software::add);
    JsonObjectBuilder json = Json.createObjectBuilder();
    record.succession().ifPresent(succession -> json.add("succession", succession(succession)));
    return json.add("version", VERSION)
        .add("trust_domain", record.names().trustDomain().name())
        .add("organisation", record.names().organisation())
        .add("held_at", circumstances.heldAt().toString())
        .add("root_mode", circumstances.rootMode())
        .add("input_sha256", circumstances.inputSha256())
        .add("software", software)
        .add("keys", array(record.keys(), RecordFormat::key))
        .add("certificates", array(record.certificates(), RecordFormat::certificate))
        .add("crls", array(record.crls(), RecordFormat::crl))
        .build();
  }

  private static JsonObjectBuilder succession(Succession succession) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("of", succession.of())
            .add("in_service", succession.inService().toString())
            .add("previous_sha256", succession.firstSha256());
    succession.endorsement().ifPresent(text -> json.add("endorsement", text));
    if (succession.announcement() != Announcement.REQUIRED) {
      json.add("announcement", succession.announcement().text());
    }
    return json;
  }

  private static Succession parsedSuccession(JsonObject succession) {
    return new Succession(
        succession.getString("of"),
        Instant.parse(succession.getString("in_service")),
        succession.getString("previous_sha256"),
        Optional.ofNullable(succession.getString("endorsement", null)),
        Announcement.parse(succession.getString("announcement", Announcement.REQUIRED.text())));
  }

  private static <T> JsonArrayBuilder array(
      List<T> entries, Function<T, JsonObjectBuilder> writer) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    entries.forEach(entry -> array.add(writer.apply(entry)));
    return array;
  }

  private static JsonObjectBuilder key(KeyEntry key) {
    return Json.createObjectBuilder()
        .add("label", key.label())
        .add("token", key.token())
        .add("algorithm", key.algorithm())
        .add("use", key.use().text())
        .add("rotation", key.rotation().toString())
        .add("public_key", base64(key.publicKey().getEncoded()));
  }

  private static JsonObjectBuilder certificate(CertificateEntry entry) {
    JsonObjectBuilder object =
        Json.createObjectBuilder()
            .add("issuer_id", entry.issuerId())
            .add("serial", entry.serial().hex())
            .add("profile", entry.profile().text());
    entry.keyLabel().ifPresent(label -> object.add("key_label", label));
    try {
      return object.add("certificate", base64(entry.certificate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("A certificate can't be encoded", e);
    }
  }

  private static JsonObjectBuilder crl(CrlEntry entry) {
    try {
      return Json.createObjectBuilder()
          .add("issuer_id", entry.issuerId())
          .add("crl", base64(entry.crl().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("A CRL can't be encoded", e);
    }
  }

  private static CeremonyRecord parsed(String payload) throws GeneralSecurityException {
    JsonObject json;
    try (JsonReader reader = Json.createReader(new StringReader(payload))) {
      json = reader.readObject();
    }
    if (json.getInt("version") != VERSION) {
      throw new CeremonyException("The ceremony record has an unknown version");
    }
    Map<String, String> software = new TreeMap<>();
    json.getJsonObject("software")
        .forEach((name, value) -> software.put(name, ((JsonString) value).getString()));
    List<KeyEntry> keys = new ArrayList<>();
    for (JsonObject key : objects(json.getJsonArray("keys"))) {
      keys.add(parsedKey(key));
    }
    List<CrlEntry> crls = new ArrayList<>();
    for (JsonObject crl : objects(json.getJsonArray("crls"))) {
      crls.add(parsedCrl(crl));
    }
    return new CeremonyRecord(
        new CeremonyNames(
            TrustDomain.parse(json.getString("trust_domain")), json.getString("organisation")),
        new Circumstances(
            Instant.parse(json.getString("held_at")),
            json.getString("root_mode"),
            json.getString("input_sha256"),
            Map.copyOf(software)),
        List.copyOf(keys),
        objects(json.getJsonArray("certificates")).stream()
            .map(RecordFormat::parsedCertificate)
            .toList(),
        List.copyOf(crls),
        Optional.ofNullable(json.getJsonObject("succession")).map(RecordFormat::parsedSuccession));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.getValuesAs(JsonObject.class);
  }

  private static KeyEntry parsedKey(JsonObject key) throws GeneralSecurityException {
    KeyShape shape = KeyShape.parse(key.getString("algorithm"));
    return new KeyEntry(
        key.getString("label"),
        key.getString("token"),
        shape.text(),
        KeyUse.parse(key.getString("use")),
        Period.parse(key.getString("rotation")),
        KeyFactory.getInstance(shape.family())
            .generatePublic(new X509EncodedKeySpec(bytes(key.getString("public_key")))));
  }

  private static CertificateEntry parsedCertificate(JsonObject entry) {
    return new CertificateEntry(
        entry.getString("issuer_id"),
        SerialNumber.parse(entry.getString("serial")),
        CertificateProfile.valueOf(
            entry.getString("profile").toUpperCase(Locale.ROOT).replace('-', '_')),
        Optional.ofNullable(entry.getString("key_label", null)),
        Pem.certificate(bytes(entry.getString("certificate"))));
  }

  private static CrlEntry parsedCrl(JsonObject entry) throws GeneralSecurityException {
    byte[] der = bytes(entry.getString("crl"));
    return new CrlEntry(
        entry.getString("issuer_id"),
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}

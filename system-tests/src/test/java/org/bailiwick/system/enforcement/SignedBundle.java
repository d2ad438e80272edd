package org.bailiwick.system.enforcement;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A bundle of the policies of a home and of one application, which an officer has signed. */
final class SignedBundle {
  private SignedBundle() {}

  /** The file, as jose4j signs it. */
  static String of(Nodes nodes, long number, Map<String, String> more)
      throws IOException, JoseException {
    TreeMap<String, String> files = new TreeMap<>(more);
    try (Stream<Path> all = Files.list(nodes.home().resolve("policy"))) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("manifest.json")) {
          files.put(name, Nodes.read(file));
        }
      }
    }
    JsonObjectBuilder texts = Json.createObjectBuilder();
    files.forEach(texts::add);
    String payload =
        Json.createObjectBuilder()
            .add("trust_domain", "bailiwick.example")
            .add("components", Json.createArrayBuilder(List.of("master", "enforcement-point")))
            .add("number", number)
            .add("effective_at", Instant.now().minusSeconds(60).toString())
            .add("signatures", 1)
            .add("files", texts)
            .build()
            .toString();
    return signed(payload, nodes.operator("officer-1"));
  }

  private static String signed(String payload, TestLeaf officer) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(payload);
    jws.setAlgorithmHeaderValue(officer.key().getAlgorithm().equals("EC") ? "ES256" : "PS256");
    jws.setHeader("typ", "bailiwick-policy-bundle+json");
    jws.setCertificateChainHeaderValue(officer.certificate());
    jws.setKey(officer.key());
    String[] parts = jws.getCompactSerialization().split("\\.", -1);
    return Json.createObjectBuilder()
        .add(
            "payload",
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.getBytes(StandardCharsets.UTF_8)))
        .add(
            "signatures",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("protected", parts[0])
                        .add("signature", parts[2])))
        .build()
        .toString();
  }
}

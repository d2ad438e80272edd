package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.ATTESTATION_NOT_AFFIRMING;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.junit.jupiter.api.Test;

/** Containers of a node that signs by openssl (R6, R7; threats 1 to 5, 7 and 8). */
class ContainerIT extends AttestorTable {

  private static final String IMAGE = "registry.example/agents/rate-finder";
  private static final String GOOD = "sha256:" + "1".repeat(64);
  private static final String CHANGED = "sha256:" + "2".repeat(64);
  private static final int HOUR = 3600;

  private final Outside party = new Outside(nodes, "containers");

  /** A statement, and the node that makes it. */
  private record Word(
      String node,
      String container,
      String image,
      String digest,
      String namespace,
      String account) {

    static Word good(String container) {
      return new Word("node", container, IMAGE, GOOD, "agents", "rate-finder");
    }

    Word by(String other) {
      return new Word(other, container, image, digest, namespace, account);
    }

    Word of(String name, String measured) {
      return new Word(node, container, name, measured, namespace, account);
    }

    Word in(String space, String holder) {
      return new Word(node, container, image, digest, space, holder);
    }
  }

  ContainerIT() {
    super("container");
  }

  @Override
  void configure() {
    party.shell(
        """
        device_maker_make maker 'Node Maker'; device_make maker node NODE-1; device_make maker stranger NODE-2
        device_maker_make namesake 'Node Maker'; device_make namesake forged NODE-1
        mkdir thief; cp node/idevid.pem thief/; cp stranger/idevid.key thief/
        """);
    write(authority("container-nodes/maker.pem"), Nodes.read(party.file("maker/maker.pem")));
    write(
        authority("container-nodes/ours.json"),
        """
        {"issuer": "CN=Node Maker Device Root,O=Node Maker", "nodes": ["NODE-1"],
         "namespaces": {"agents": ["rate-finder"]}}
        """);
    write(
        authority("reference-values/images.json"),
        """
        {"images": [{"name": "%s", "digests": ["%s"]}]}
        """
            .formatted(IMAGE, GOOD));
  }

  @Override
  String evidence(String instance, Enrolment enrolment) {
    return fresh(Word.good(hex(instance)), enrolment);
  }

  private String says(Word word, String nonce, PublicKey agent, int shift) {
    return party.shell(
        "node_statement \"$@\"",
        word.node(),
        nonce,
        party.publicKey(agent),
        word.container(),
        word.image(),
        word.digest(),
        word.namespace(),
        word.account(),
        String.valueOf(Instant.now().getEpochSecond() + shift));
  }

  /** A container's id, of a name. */
  private static String hex(String instance) {
    byte[] name = instance.getBytes(StandardCharsets.US_ASCII);
    return (HexFormat.of().formatHex(name) + "0".repeat(64)).substring(4, 68);
  }

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(forgeries(), bindings(), rules(), images()).flatMap(rows -> rows);
  }

  private Stream<BadInput> forgeries() {
    return Stream.of(
        said("1 signed by another key", word -> word.by("thief"), "container-statement-signature"),
        said(
            "5 node of another maker of the same name",
            word -> word.by("forged"),
            "container-node-issuer-untrusted"),
        said("5 node that no rule names", word -> word.by("stranger"), "container-node-unknown"),
        shifted("7 stale", -HOUR, "container-statement-too-old"),
        shifted("7 from the future", HOUR, "container-statement-from-future"),
        BadInput.refused(
            "6 no statement",
            () -> enrolment(value -> "no token").call(),
            MALFORMED_REQUEST,
            "container-statement-x5c"),
        BadInput.refused(
            "6 statement that was cut",
            () -> enrolment(value -> value.substring(0, value.lastIndexOf('.') + 5)).call(),
            EVIDENCE_REJECTED,
            "container-statement-signature"));
  }

  private Stream<BadInput> bindings() {
    return Stream.of(
        BadInput.refused("3 the same enrolment twice", this::twice, NONCE_INVALID, "nonce-spent"),
        made(
            "3 statement for another nonce",
            (word, enrolment) ->
                says(word, Enrolment.nonce(nodes, wire), enrolment.key().getPublic(), 0),
            "container-statement-nonce"),
        made(
            "4 statement for another key",
            (word, enrolment) -> says(word, enrolment.nonce(), TestKeys.ec().getPublic(), 0),
            "container-statement-cnf"),
        BadInput.refused(
            "4 container that another key was granted on",
            this::usedByAnother,
            EVIDENCE_REJECTED,
            "subject-bound-to-another-key"),
        row(
            "4 statement made for other evidence",
            e -> e.statement().claim("evidence_sha256", List.of("AAAA")),
            EVIDENCE_REJECTED,
            "statement-evidence-mismatch"));
  }

  private Stream<BadInput> rules() {
    return Stream.of(
        said("foreign namespace", word -> word.in("other", "rate-finder"), "container-namespace"),
        said(
            "another service account",
            word -> word.in("agents", "admin"),
            "container-service-account"));
  }

  private Stream<BadInput> images() {
    return Stream.of(
        appraised(
            "8 image changed since the reference value",
            word -> word.of(IMAGE, CHANGED),
            "attestation-image-changed"),
        appraised(
            "8 image that nobody wrote down",
            word -> word.of(IMAGE + "-2", GOOD),
            "attestation-image-unknown"));
  }

  private interface Change {
    Word of(Word good);
  }

  private BadInput said(String name, Change change, String check) {
    return made(name, (word, enrolment) -> fresh(change.of(word), enrolment), check);
  }

  private BadInput appraised(String name, Change change, String check) {
    return BadInput.refused(
        name,
        () -> call((word, enrolment) -> fresh(change.of(word), enrolment)),
        ATTESTATION_NOT_AFFIRMING,
        check);
  }

  private String fresh(Word word, Enrolment enrolment) {
    return says(word, enrolment.nonce(), enrolment.key().getPublic(), 0);
  }

  private BadInput shifted(String name, int shift, String check) {
    return made(
        name,
        (word, enrolment) -> says(word, enrolment.nonce(), enrolment.key().getPublic(), shift),
        check);
  }

  private BadInput made(String name, BiFunction<Word, Enrolment, String> statement, String check) {
    return BadInput.refused(name, () -> call(statement), EVIDENCE_REJECTED, check);
  }

  private Call call(BiFunction<Word, Enrolment, String> statement) {
    Enrolment enrolment = bare();
    return enrolment
        .evidence(type(), statement.apply(Word.good(hex(instance())), enrolment))
        .call();
  }

  private Call twice() {
    Call call = enrolment().call();
    wire.send(call).expecting(201);
    return call;
  }

  @Test
  void aContainerEnrolsByOpensslAndCurlAndItsVerdictIsKept() {
    String container = hex(UUID.randomUUID().toString());
    String granted =
        party.enrols(
            type(),
            "node_statement node \"$nonce\" agent/key.pub %s %s %s agents rate-finder"
                .formatted(container, IMAGE, GOOD),
            wire);
    assertThat(granted).contains("\"certificate\"");
    assertThat(Component.ACA.rows().get("issuance").stream().filter(row -> row.contains(container)))
        .singleElement()
        .asString()
        .contains("idevid NODE-1 of CN=Node Maker Device Root", "affirming", "executables=2");
  }
}

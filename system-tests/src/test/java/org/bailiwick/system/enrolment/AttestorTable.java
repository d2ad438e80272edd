package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A table for one attestor of agents that sign by their own key. */
abstract class AttestorTable extends EnrolmentTable {
  private static final int FIFTY = 50;

  private final String type;

  AttestorTable(String type) {
    this.type = type;
  }

  /** Writes the files by which the authority trusts the kind. */
  abstract void configure();

  /** Evidence for this instance, made for this enrolment's nonce and key. */
  abstract String evidence(String instance, Enrolment enrolment);

  @BeforeAll
  void trust() throws InterruptedException {
    configure();
    String profile = read(authority("profiles/agent-default.json"));
    write(
        authority("profiles/" + type + ".json"),
        profile
            .replace("\"agent-default\"", "\"" + type + "\"")
            .replace("\"affirming\"", "\"none\", \"attestors\": [[\"" + type + "\"]]"));
    Thread.sleep(Duration.ofSeconds(2)); // files count a second later
  }

  /** An enrolment that is granted, on an instance that nobody used before. */
  @Override
  Enrolment enrolment() {
    return enrolment(value -> value);
  }

  /** The same with other evidence. */
  Enrolment enrolment(UnaryOperator<String> change) {
    Enrolment enrolment = bare();
    String value = evidence(instance(), enrolment);
    return enrolment.evidence(type, change.apply(value));
  }

  /** The enrolment of this instance. */
  Enrolment of(String instance) {
    Enrolment enrolment = bare();
    return enrolment.evidence(type, evidence(instance, enrolment));
  }

  /** Without evidence. */
  Enrolment bare() {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("profile", type);
    return enrolment.signedByAgent(enrolment.key());
  }

  String type() {
    return type;
  }

  static String instance() {
    return "i-" + UUID.randomUUID();
  }

  Path authority(String path) {
    return nodes.home().resolve("authority").resolve(path);
  }

  Path cloud() {
    return nodes.outside().resolve("clouds");
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling("." + file.getFileName() + ".new");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    return Nodes.read(file);
  }

  @Test
  void threat2OfFiftyUsesOfAnInstanceWithDifferentKeysOneIsGranted() throws InterruptedException {
    String instance = instance();
    List<Callable<Integer>> attempts =
        Stream.generate(() -> of(instance).call())
            .limit(FIFTY)
            .<Callable<Integer>>map(call -> () -> wire.send(call).status())
            .toList();
    int before = Component.ACA.rows().get("issuance").size();
    try (ExecutorService threads = Executors.newFixedThreadPool(FIFTY)) {
      List<Integer> statuses = threads.invokeAll(attempts).stream().map(Future::resultNow).toList();
      // Some may be told to come again, since too many wait at once.
      assertThat(statuses).isSubsetOf(201, 403, 503).filteredOn(status -> status == 201).hasSize(1);
    }
    assertThat(Component.ACA.rows().get("issuance")).hasSize(before + 1);
  }

  @Test
  void givesTheSameKeyAnotherCredentialOfItsInstance() {
    String instance = instance();
    Enrolment first = of(instance);
    first.granted();
    Enrolment again = new Enrolment(nodes, wire, first.key());
    again.statement().claim("profile", type).claim("name", first.name());
    again.signedByAgent(first.key()).evidence(type, evidence(instance, again)).granted();
  }

  /** An instance that another key was granted on. */
  Call usedByAnother() {
    String instance = instance();
    of(instance).granted();
    return of(instance).call();
  }
}

package org.bailiwick.master.peopleclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.testing.TestDocumentServer;
import org.bailiwick.node.testing.TestClock;

/** The folder of clients, a server of documents that one of its files permits, and a clock. */
final class DocumentRig implements AutoCloseable {

  /** The program's own address, at a port that it has found free. */
  static final String BACK = "http://127.0.0.1:4711/back?from=edge";

  final TestClock clock = TestClock.atPresent();
  final TestDocumentServer server;
  final PeopleClients clients;

  DocumentRig(Path folder) {
    server = new TestDocumentServer(folder);
    clients = new PeopleClients(Optional.of(folder), clock);
  }

  /** The file as it is read after a change. */
  void permit(String members) {
    server.permit(members);
    readAgain();
  }

  void readAgain() {
    clock.move(Duration.ofSeconds(3));
  }

  PeopleClient client(String name) {
    return clients.find(server.url(name)).orElseThrow();
  }

  Optional<String> refusal(String name, String redirectUri) {
    return client(name).redirectRefusal(redirectUri);
  }

  void permits(String name) {
    assertThat(refusal(name, BACK)).isEmpty();
  }

  void refuses(String name, String check) {
    refuses(name, ProblemType.CREDENTIAL_NOT_TRUSTED, check);
  }

  /** Refused for what the document or its server is, without anything of the answer. */
  ProblemException refuses(String name, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> refusal(name, BACK));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.detail()).doesNotContain("localhost");
    return refusal;
  }

  @Override
  public void close() {
    server.close();
  }
}

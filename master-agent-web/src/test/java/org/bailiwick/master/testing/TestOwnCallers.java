package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.owncallers.OwnCallers;

/** The operator's files of own agents, services and devices that may start work. */
public final class TestOwnCallers {

  private final Path folder;

  TestOwnCallers(Path folder) {
    this.folder = folder;
  }

  OwnCallers read(TrustDomain own, Clock clock) {
    return new OwnCallers(Optional.of(folder), own, clock);
  }

  /** Lets this workload start work with these scopes; a node reads it two seconds later. */
  public void allow(TestLeaf caller, String... scopes) {
    write(
        nameOf(caller),
        "{\"%s\":\"%s\",\"scopes\":[\"%s\"]}"
            .formatted(
                WorkloadId.of(caller.id()).kind().text(),
                caller.id(),
                String.join("\",\"", scopes)));
  }

  /** Writes this text as a file of the folder. */
  public void write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the workload's file. */
  public void remove(TestLeaf caller) {
    try {
      Files.delete(folder.resolve(nameOf(caller)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(TestLeaf caller) {
    WorkloadId id = WorkloadId.of(caller.id());
    return (id.isAgent() ? "" : id.kind().text() + "/") + id.name() + ".json";
  }
}

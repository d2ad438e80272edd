package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.owncallers.OwnCallers;

/** The operator's files of own agents that may start work. */
public final class TestOwnCallers {

  private final Path folder;

  TestOwnCallers(Path folder) {
    this.folder = folder;
  }

  OwnCallers read(TrustDomain own, Clock clock) {
    return new OwnCallers(Optional.of(folder), own, clock);
  }

  /** Lets this agent start work with these scopes; a node reads it two seconds later. */
  public void allow(TestLeaf agent, String... scopes) {
    write(
        nameOf(agent),
        "{\"agent\":\"%s\",\"scopes\":[\"%s\"]}"
            .formatted(agent.id(), String.join("\",\"", scopes)));
  }

  /** Writes this text as a file of the folder. */
  public void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the agent's file. */
  public void remove(TestLeaf agent) {
    try {
      Files.delete(folder.resolve(nameOf(agent)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(TestLeaf agent) {
    return AgentId.of(agent.id()).name() + ".json";
  }
}

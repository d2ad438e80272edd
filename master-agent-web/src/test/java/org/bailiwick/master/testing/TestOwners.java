package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.ownerrights.OwnerRights;

/** The operator's files of owners and principals, in the folder of a {@link MasterRig}. */
public final class TestOwners {

  private final Path folder;

  TestOwners(Path rig) {
    this.folder = rig.resolve("owners");
  }

  /** Has the rig that is made in this folder afterwards ask about owners. */
  public static void areAsked(Path rig) {
    try {
      Files.createDirectories(rig.resolve("owners"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OwnerRights read(Clock clock) {
    return new OwnerRights(Optional.of(folder).filter(Files::isDirectory), clock);
  }

  /** Lets the owner of this agent, and its principal, have these scopes. */
  public void allow(TestLeaf agent, String... scopes) {
    allowOwner(agent, scopes);
    allowPrincipal(agent, scopes);
  }

  /** Lets the owner of this agent have these scopes; a node reads it two seconds later. */
  public void allowOwner(TestLeaf agent, String... scopes) {
    String owner = "\"owner\":\"%s\"".formatted(information(agent).owner().value());
    write("owner.json", file(owner, scopes));
  }

  /** The same of the person or role behind the agent. */
  public void allowPrincipal(TestLeaf agent, String... scopes) {
    Principal principal = information(agent).principal();
    String member =
        "\"principal\":{\"kind\":\"%s\",\"issuer\":\"%s\",\"subject\":\"%s\"}"
            .formatted(principal.kind().text(), principal.issuer(), principal.subject());
    write("principal.json", file(member, scopes));
  }

  /** Writes this text as a file of the folder. */
  public void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file, {@code owner.json} or {@code principal.json}. */
  public void remove(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(String member, String... scopes) {
    String texts = scopes.length == 0 ? "" : "\"" + String.join("\",\"", scopes) + "\"";
    return "{%s,\"scopes\":[%s]}".formatted(member, texts);
  }

  private static AgentInformation information(TestLeaf agent) {
    return AgentCredential.read(agent.certificate()).information();
  }
}

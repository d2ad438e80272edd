package org.bailiwick.master.owncallers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.trust.FolderVersion;

/**
 * The domain's own agents that may start work, one file each ({@code callers/<name>.json}), read
 * again within two seconds of a change. While a file has a fault, its agent may start nothing.
 */
public final class OwnCallers {
  private static final StructuredLog LOG = StructuredLog.of(OwnCallers.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private record Content(
      String version, Map<AgentId, OwnCaller> callers, Map<String, String> faults) {}

  private final Optional<Path> folder;
  private final TrustDomain own;
  private final Clock clock;
  private volatile Content content = new Content("", Map.of(), Map.of());
  private volatile Instant checkedAt = Instant.MIN;

  /** Without a folder no agent of the domain may start work. */
  public OwnCallers(Optional<Path> folder, TrustDomain own, Clock clock) {
    this.folder = folder;
    this.own = own;
    this.clock = clock;
  }

  /** The largest scope of the agent's jobs; empty if no file describes the agent. */
  public Optional<CapabilitySet> scopesOf(AgentId agent) {
    return Optional.ofNullable(current().callers().get(agent)).map(OwnCaller::scopes);
  }

  /** The scopes of all described agents. */
  public Collection<CapabilitySet> scopes() {
    return current().callers().values().stream().map(OwnCaller::scopes).toList();
  }

  /** Whether a fault hides the file of this agent, if it has one. */
  public boolean isFaulty(AgentId agent) {
    Map<String, String> faults = faults();
    return faults.containsKey(OwnCallerFile.nameOf(agent))
        || folder.map(Path::toString).filter(faults::containsKey).isPresent();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return current().faults();
  }

  private Content current() {
    Instant now = clock.instant();
    if (folder.isPresent() && isDue(now)) {
      readChanged(folder.get(), now);
    }
    return content;
  }

  /** Also when the clock was ahead at the last look. */
  private boolean isDue(Instant now) {
    return checkedAt.equals(Instant.MIN)
        || now.isBefore(checkedAt)
        || !now.isBefore(checkedAt.plus(LOOK));
  }

  private synchronized void readChanged(Path place, Instant now) {
    try {
      String version = FolderVersion.of(place, 1);
      if (!version.equals(content.version())) {
        content = read(place, version);
      }
    } catch (IOException | UncheckedIOException e) {
      content = new Content("", Map.of(), Map.of(place.toString(), String.valueOf(e.getMessage())));
      LOG.warn("own-callers.not-readable", content.faults());
    }
    checkedAt = now;
  }

  private Content read(Path place, String version) throws IOException {
    Map<AgentId, OwnCaller> callers = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Path file : files(place)) {
      String name = String.valueOf(file.getFileName());
      try {
        OwnCaller caller = OwnCallerFile.read(file, own);
        callers.put(caller.agent(), caller);
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        faults.put(name, reason);
        LOG.warn("own-caller.refused", Map.of("file", name, "reason", reason));
      }
    }
    return new Content(version, Map.copyOf(callers), Map.copyOf(faults));
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).endsWith(OwnCallerFile.SUFFIX))
          .sorted()
          .toList();
    }
  }
}

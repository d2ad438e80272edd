package org.bailiwick.master.owncallers;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * The domain's own workloads that may start work, one file each, read again within two seconds of a
 * change: {@code callers/<name>.json} of an agent, {@code callers/service/<name>.json} of a service
 * and {@code callers/device/<name>.json} of a device. While a file has a fault, its workload may
 * start nothing.
 */
public final class OwnCallers {

  private final TrustDomain own;
  private final Optional<Path> folder;
  private final Map<WorkloadKind, ReviewedFolder<OwnCaller>> folders =
      new EnumMap<>(WorkloadKind.class);

  /** Without a folder no workload of the domain may start work. */
  public OwnCallers(Optional<Path> folder, TrustDomain own, Clock clock) {
    this.own = own;
    this.folder = folder;
    for (WorkloadKind kind : WorkloadKind.values()) {
      folders.put(
          kind,
          new ReviewedFolder<>(
              folder.map(place -> placeOf(kind, place)),
              file -> OwnCallerFile.read(file, kind, own),
              clock));
    }
  }

  /** A name of one kind is no name of another, so each kind has its own folder. */
  private static Path placeOf(WorkloadKind kind, Path folder) {
    return kind == WorkloadKind.AGENT ? folder : folder.resolve(kind.text());
  }

  /** The largest scope of the workload's jobs; empty if no file describes the workload. */
  public Optional<CapabilitySet> scopesOf(WorkloadId workload) {
    return Optional.of(workload)
        .filter(named -> named.trustDomain().equals(own))
        .flatMap(named -> folders.get(named.kind()).find(named.name()))
        .map(OwnCaller::scopes);
  }

  /** The scopes of all described workloads. */
  public Collection<CapabilitySet> scopes() {
    return folders.values().stream()
        .flatMap(each -> each.all().stream())
        .map(OwnCaller::scopes)
        .toList();
  }

  /** Whether a fault hides the file of this workload, if it has one. */
  public boolean isFaulty(WorkloadId workload) {
    return folders.get(workload.kind()).isFaulty(workload.name()) || isNotReadable();
  }

  /** In a folder that cannot be read, a folder of services or devices may be hidden. */
  private boolean isNotReadable() {
    return folder
        .map(Path::toString)
        .filter(folders.get(WorkloadKind.AGENT).faults()::containsKey)
        .isPresent();
  }

  /** The faults by path of the file in the folder, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>();
    folders.forEach(
        (kind, each) ->
            each.faults().forEach((place, fault) -> faults.put(pathOf(kind, place), fault)));
    return faults;
  }

  /** A folder that cannot be read is named by its path already. */
  private String pathOf(WorkloadKind kind, String place) {
    boolean isFile =
        folder.map(root -> placeOf(kind, root).toString()).filter(place::equals).isEmpty();
    return isFile && kind != WorkloadKind.AGENT ? kind.text() + "/" + place : place;
  }
}

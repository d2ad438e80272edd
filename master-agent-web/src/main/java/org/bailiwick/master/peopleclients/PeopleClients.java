package org.bailiwick.master.peopleclients;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * The clients of people, one file each ({@code clients/<client_id>.json}), read again within two
 * seconds of a change.
 */
public final class PeopleClients {

  private final ReviewedFolder<PeopleClient> folder;

  /** Without a folder there is no such client. */
  public PeopleClients(Optional<Path> folder, Clock clock) {
    this.folder = new ReviewedFolder<>(folder, PeopleClientFile::read, clock);
  }

  /** The client with this id; empty if no file describes it. */
  public Optional<PeopleClient> find(String clientId) {
    return folder.find(clientId);
  }

  /** Whether a fault hides the file of this client, if it has one. */
  public boolean isFaulty(String clientId) {
    return folder.isFaulty(clientId);
  }

  /** All described clients. */
  public Collection<PeopleClient> all() {
    return folder.all();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.faults();
  }
}

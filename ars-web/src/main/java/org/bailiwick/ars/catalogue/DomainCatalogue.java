package org.bailiwick.ars.catalogue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.catalogue.WatchedCatalogue;

/** What the domain has reviewed of its capabilities, read again within two seconds of a change. */
public final class DomainCatalogue {
  private final Optional<WatchedCatalogue> watched;

  /** Without a folder the catalogue is empty. */
  public DomainCatalogue(Optional<Path> folder, Clock clock) {
    this.watched = folder.map(place -> new WatchedCatalogue(place, clock));
  }

  /** What all files say at this moment. */
  public ReviewedCatalogue current() {
    return watched.map(WatchedCatalogue::current).orElse(ReviewedCatalogue.NONE);
  }
}

package org.bailiwick.aca.est;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The labels in the EST folder, by name. The file {@code default.json} is for paths without label.
 */
@Singleton
public final class EstLabels {

  /** The label of a request whose path has none. */
  public static final String DEFAULT = "default";

  private static final String SUFFIX = ".json";

  private final FolderSource<Map<String, EstLabel>> source;

  @Inject
  EstLabels(AcaSettings settings, @ForAca Clock clock) {
    this(settings.folders().of(TrustFolder.EST), clock);
  }

  /** The labels of this folder. */
  public EstLabels(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, SUFFIX, files -> read(files, clock), clock);
  }

  private static Map<String, EstLabel> read(List<FolderSource.Content> files, Clock clock) {
    Map<String, EstLabel> labels = new HashMap<>();
    labels.put(DEFAULT, EstLabel.WITHOUT_FILE);
    for (FolderSource.Content file : files) {
      String name = file.name().substring(0, file.name().length() - SUFFIX.length());
      EstLabel.requireName(name);
      labels.put(name, EstLabel.parse(file.text(), clock.instant()));
    }
    return Map.copyOf(labels);
  }

  /**
   * The label of this name.
   *
   * @throws ProblemException NOT_FOUND, or DEPENDENCY_UNAVAILABLE if a file can't be read
   */
  EstLabel require(String name) {
    return Optional.ofNullable(source.current().get(name))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "est-label-unknown", "There is no such EST label."));
  }
}

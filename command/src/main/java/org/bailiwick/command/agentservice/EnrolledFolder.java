package org.bailiwick.command.agentservice;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.command.enrolment.TextFiles;

/** What the options of an enrolment mean for a service that renews by them. */
record EnrolledFolder(List<String> options) {
  private static final String BOOT_LOG = "--boot-log=";

  /** Refuses options whose files a service could not read. */
  static EnrolledFolder at(Path folder) {
    List<String> options =
        TextFiles.read(folder.resolve(OptionsFile.NAME))
            .lines()
            .filter(line -> line.startsWith("--"))
            .toList();
    for (String option : options) {
      int value = option.indexOf("=/") + 1;
      if (value > 0) {
        UnitPath.of(option.substring(0, value - 1), Path.of(option.substring(value)));
      }
    }
    return new EnrolledFolder(options);
  }

  /** The boot log, if it is the kernel's, which only root can read. */
  Optional<String> bootLogOfKernel() {
    return options.stream()
        .filter(option -> option.startsWith(BOOT_LOG + "/sys/"))
        .map(option -> UnitPath.word("--boot-log", option.substring(BOOT_LOG.length())))
        .findFirst();
  }
}

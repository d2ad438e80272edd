package org.bailiwick.command.campus.session;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says that a fault has begun and that it is over, and nothing while it lasts. */
final class FaultLog {
  private final Consumer<String> log;
  private final Set<String> present = new HashSet<>();

  FaultLog(Consumer<String> log) {
    this.log = log;
  }

  synchronized void begun(String what, String line) {
    if (present.add(what)) {
      log.accept(line);
    }
  }

  synchronized void over(String what) {
    if (present.remove(what)) {
      log.accept(what + "=again-good");
    }
  }
}

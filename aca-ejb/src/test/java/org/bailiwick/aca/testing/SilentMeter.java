package org.bailiwick.aca.testing;

import java.time.Duration;
import org.bailiwick.aca.meter.Meter;

/** Counts nothing. */
public final class SilentMeter implements Meter {

  @Override
  public void count(String name, String label) {}

  @Override
  public void time(String name, Duration taken) {}
}

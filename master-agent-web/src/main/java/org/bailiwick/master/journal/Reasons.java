package org.bailiwick.master.journal;

/** Fits the reasons of jobs, steps and attempts into their columns. */
final class Reasons {

  private static final int COLUMN = 1000;

  private Reasons() {}

  /** Cuts a reason to the length of its column. */
  static String cut(String text) {
    return text.length() <= COLUMN ? text : text.substring(0, COLUMN);
  }
}

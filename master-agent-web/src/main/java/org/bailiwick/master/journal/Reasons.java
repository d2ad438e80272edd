package org.bailiwick.master.journal;

/** Why a job, a step or an attempt ended, as rows keep it. */
final class Reasons {

  private static final int COLUMN = 1000;

  private Reasons() {}

  /** A reason may quote what an agent answered, so it is cut to its column. */
  static String cut(String text) {
    return text.length() <= COLUMN ? text : text.substring(0, COLUMN);
  }
}

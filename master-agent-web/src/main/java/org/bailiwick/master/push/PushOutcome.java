package org.bailiwick.master.push;

/** How the try to send a notification ended. */
sealed interface PushOutcome {

  /** The artifact of this step was sent. */
  record SentArtifact(String stepId) implements PushOutcome {}

  /** The artifact of this step is not there any more, so nothing was sent. */
  record NoArtifact(String stepId) implements PushOutcome {}

  /** The end of the task was sent. */
  record SentEnd() implements PushOutcome {}

  /** There was nothing to send. */
  record Nothing() implements PushOutcome {}

  /** It has to be tried again. */
  record Failed(String check) implements PushOutcome {}

  /** The client must not be told anything any more. */
  record Refused(String check) implements PushOutcome {}
}

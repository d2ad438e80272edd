/**
 * Decides about a pod, and says what is added to it. Door: {@link
 * org.bailiwick.injector.pod.SidecarPlanner}.
 *
 * <p>Invariants: a patch only adds; a pod that was patched gives no further patch; the image and
 * the permissions of the sidecar come from the policy alone; nothing from a pod reaches a shell.
 */
package org.bailiwick.injector.pod;

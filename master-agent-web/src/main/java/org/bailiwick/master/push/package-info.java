/**
 * Tells clients of A2A of their tasks at URLs of their choice (A2A 1.0 sections 3.5.3, 4.3 and
 * 13.2). Doors: {@link org.bailiwick.master.push.PushConfigurations} keeps what clients ask for,
 * and {@link org.bailiwick.master.push.PushWorker} tells them.
 *
 * <p>Invariants: nothing is sent but to an https origin that the operator has listed; URL and
 * credentials are stored wrapped, and are in no log, error or audit row; what is sent next follows
 * from the job and from what the row says was sent, so that a node that stops loses nothing and the
 * order stays; a client that cannot be reached delays its own notifications only, and for a bounded
 * number of tries; the caller's right is asked for before each notification.
 */
package org.bailiwick.master.push;

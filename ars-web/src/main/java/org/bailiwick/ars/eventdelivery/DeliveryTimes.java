package org.bailiwick.ars.eventdelivery;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What delivery knows of time.
 *
 * @param revision the number of the registry's last change
 * @param nanos counts elapsed time, as {@link System#nanoTime} does
 * @param inactivity the time after which the stream of a receiver that is not heard ends
 */
record DeliveryTimes(LongSupplier revision, LongSupplier nanos, Clock clock, Duration inactivity) {}

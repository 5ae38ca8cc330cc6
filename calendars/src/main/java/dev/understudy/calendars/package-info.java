/**
 * Freezes and maintenance windows from RFC 5545 calendar files. The only place that knows the calendar library; imports
 * core only.
 */
@NullMarked
package dev.understudy.calendars;

import org.jspecify.annotations.NullMarked;

import { useEffect } from "react";
import { Events, planNames, useAnalytics } from "@/analytics";
import { TrackedButton } from "@/components/TrackedButton";
import { useQueue } from "@/utils/heap";

export function Course({ course }: { course: { id: string; secret: string; plan: keyof typeof planNames } }) {
  const analytics = useAnalytics();
  const queue = useQueue<string>();
  useEffect(() => {
    analytics.track(Events.CourseOpened, { course: course.id });
    queue.track("");
  }, [course.id]);

  const finish = () => {
    analytics.track(Events.LessonFinished, { plan: planNames.team });
    analytics.track("Lesson Finished", { plan: planNames.free });
  };
  const again = (
    <TrackedButton
      event="Lesson Started"
      place="course"
    />
  );
  return <main onClick={finish}>{again}</main>;
}

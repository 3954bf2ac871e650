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
    analytics.track(Events.LessonFinished, { plan: planNames.team }); // error: HL302
    analytics.track("Lesson Finished", { password: course.secret }); // error: HL308
  };
  const again = (
    <TrackedButton
      event="" // error: HL302
      place="course"
    />
  );
  return <main onClick={finish}>{again}</main>;
}
